"""The text of one article as it is printed, whatever file it came in, taken apart.

`story` reads all of it, `report` what a field holds. The others know one kind of line each
(headline, byline, dateline, stamp, note, plea), or the words that such lines are made of.
"""
