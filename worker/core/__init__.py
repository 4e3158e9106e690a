"""Values in, values out: what an article is, and every decision about it."""
