"""Mail: messages out of a mailbox, their headers and bodies as text, the article in them."""
