"""Processes of a test's own, forked from one that is clean and has imported what they need.

A test's process has threads, which nobody should fork; one started from nothing imports for a
second or two before it does anything.
"""

import multiprocessing
import os
import sys
from functools import cache
from multiprocessing import forkserver
from multiprocessing.context import ForkServerContext
from unittest.mock import patch

PRELOADED = ["desk"]


@cache
def processes() -> ForkServerContext:
    """Where processes, and what they wait for, come from."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(PRELOADED)
    with patch.dict(os.environ, PYTHONPATH=os.pathsep.join(filter(None, sys.path))):
        forkserver.ensure_running()
    return context
