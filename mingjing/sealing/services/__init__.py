"""Everything that seals or opens."""
