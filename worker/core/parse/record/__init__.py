"""What feeds and JSON records share: records cut out of a stream, and fields of any shape.

A module named `..._record` reads one kind of record into an article.
"""
