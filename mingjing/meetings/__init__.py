"""会议: the record of what a leadership team decided together, each one's view locked by the signatures (ACC-10-3)."""
