"""Words of the ledger itself."""

OBJECTED = "提出异议"  # a handler's objection on the chain of what is being approved
OBJECTION = "ACC-10-2c"
