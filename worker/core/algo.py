"""The name of how a fingerprint is made."""

ALGO = "bk24-1"
"""Changes with every change that changes a digest or a key; `copytaster reparse` goes by it."""
