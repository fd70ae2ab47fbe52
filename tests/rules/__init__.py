"""The scheme held to its sources."""
