"""透明日志: what anyone can check later. Now: the outbox of leaves, and the hourly batches of receipts."""
