"""What archives share: bounded streams, counted decompression, members and records.

`member` reads one member as whatever it is; `capture` one page of a web archive.
"""
