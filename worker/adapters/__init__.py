"""One outside thing a module, and the only place where its library is imported."""
