"""What agencies' own formats share: their XML, control characters, times, subjects, fields.

`draft` collects what a format says of an article and makes it one; modules named after a format
hold its fields.
"""
