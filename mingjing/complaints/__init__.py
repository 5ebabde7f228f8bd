"""投诉举报: sealed, clocked, never lost."""
