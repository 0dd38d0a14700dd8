"""The one URL of the workers."""

from django.urls import path

from workers.intake.receiver import s3_events

urlpatterns = [path("s3", s3_events, name="s3-events")]
