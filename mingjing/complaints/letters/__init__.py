"""Documents of complaints, set in memory and never kept on disk."""
