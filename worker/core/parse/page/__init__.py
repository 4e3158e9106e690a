"""What a web page says about its article: in its data for machines, then in its text."""
