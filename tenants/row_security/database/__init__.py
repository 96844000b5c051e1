"""PostgreSQL, told with every transaction whose rows it may show."""
