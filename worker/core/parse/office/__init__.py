"""The text and the properties in Word documents and PDFs, and what unpacking them would cost."""
