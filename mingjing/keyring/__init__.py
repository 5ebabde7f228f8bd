"""钥匙: wrapped keys in a database of their own. Deleting a wrap ends all access to what it opens."""
