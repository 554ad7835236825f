"""Views: find, do one thing, speak, and lead on."""
