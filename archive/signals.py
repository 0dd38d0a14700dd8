"""What the archive announces. It knows nobody; the workers listen and send a nudge after commit."""

from django.dispatch import Signal

# Sent with `row` (Photo or Release) inside the transaction that gave the row a next step.
work_due = Signal()
