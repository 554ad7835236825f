"""The desk, and what people read of its decisions: find, do one thing, speak, and lead on."""
