"""The base app: companies, their people, keys, origins and audit log."""
