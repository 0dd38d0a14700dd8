"""What can go wrong with the store.

StoreError
├── Missing           no such object, version or user (a HEAD cannot distinguish a missing bucket from a missing object)
├── Damaged           an object holds other bytes than were stored
├── PreconditionLost  a conditional write found something other than it expected
└── StoreDown         anything else: the store does not answer, or answers with an error of its own
    ├── StoreFull     it takes no files any more, for want of room
    ├── KeyUnknown    it does not know the access key, or not yet
    ├── AccessDenied  it knows the key, and the key may not do this
    ├── BadRequest    it does not understand the request, as for a key that no object of it can have
    └── NoIam         it makes no upload keys: it has no IAM API, or not for our key
"""

from __future__ import annotations


class StoreError(Exception):
    """The store did not do what it was asked to do.

    No store error is `permanent`: an object comes back, a race ends, an operator corrects a key.
    """

    permanent = False


class Missing(StoreError):
    """There is no such thing in the store."""


class Damaged(StoreError):
    """The object holds other bytes than were stored."""


class PreconditionLost(StoreError):
    """Somebody else wrote first."""


class StoreDown(StoreError):
    """The store cannot be reached, or answered with an error of its own."""


class StoreFull(StoreDown):
    """The store has no room for more files."""


class KeyUnknown(StoreDown):
    """The store does not know the access key."""


class AccessDenied(StoreDown):
    """The access key may not do this."""


class BadRequest(StoreDown):
    """The store does not understand the request."""


class NoIam(StoreDown):
    """The store makes no upload keys."""
