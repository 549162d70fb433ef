"""A chaos run: customers write to a running Rapport while everything that can go wrong does."""
