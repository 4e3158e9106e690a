"""`python -m worker` is `copytaster`."""

from worker.cli import main

main()
