"""Clients of outside services, and what Rapport asks of them."""
