"""What every SQL engine runs: plain functions over one connection, in a transaction of the caller's."""
