"""The embedded stack: real Valkey, SeaweedFS and PostgreSQL, the workers, beat and the desk, as children."""
