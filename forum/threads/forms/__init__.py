"""The shape of what is sent to threads."""
