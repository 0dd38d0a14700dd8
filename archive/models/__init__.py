"""The record, row by row."""

from archive.models.attachment import Attachment
from archive.models.attempts import Attempts
from archive.models.burst import Burst, BurstKind, Fingerprint
from archive.models.companion import Companion
from archive.models.decision import Decision
from archive.models.drop import DropFile, DropLink
from archive.models.gateway import GatewayLogin
from archive.models.intake import Camera, IntakeTerms
from archive.models.notice import Cause, Notice, NoticeChoice
from archive.models.photo import Original, Photo, PressFile, Receipt, Rendition
from archive.models.presence import Presence
from archive.models.preview_link import PreviewLink
from archive.models.publication import HumanUrl, Publication
from archive.models.release import UNSORTED, Batch, Photographer, Release
from archive.models.search import PhotoWords, ReleaseWords
from archive.models.subscriber import Delivery, DeliveryKind, Event, Reader, Subscriber
from archive.models.text_code import TextCode
from archive.models.upkeep import UpkeepPass

__all__ = [
    "UNSORTED",
    "Attachment",
    "Attempts",
    "Batch",
    "Burst",
    "BurstKind",
    "Camera",
    "Cause",
    "Companion",
    "Decision",
    "Delivery",
    "DeliveryKind",
    "DropFile",
    "DropLink",
    "Event",
    "Fingerprint",
    "GatewayLogin",
    "HumanUrl",
    "IntakeTerms",
    "Notice",
    "NoticeChoice",
    "Original",
    "Photo",
    "PhotoWords",
    "Photographer",
    "Presence",
    "PressFile",
    "PreviewLink",
    "Publication",
    "Reader",
    "Receipt",
    "Release",
    "ReleaseWords",
    "Rendition",
    "Subscriber",
    "TextCode",
    "UpkeepPass",
]
