"""What people write: a request, an offer, an answer, a plan, a report."""
