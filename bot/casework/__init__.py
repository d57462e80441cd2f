"""Casework: enquiries, complaints, people, elections; who may do what."""
