"""Addresses of the desk."""

from django.urls import path
from django.views.i18n import set_language

from desk import health, preferences
from desk.attachments import views as attachments
from desk.bulk import views as bulk
from desk.captions_table import views as tables
from desk.codes import views as codes
from desk.contact_sheet import actions, arranging
from desk.contact_sheet import views as contact_sheet
from desk.drop import files, link_page
from desk.drop import links as drop_links
from desk.drop import views as drops
from desk.gateway import views as gateway
from desk.history import views as history
from desk.notices import views as notices
from desk.photo import companions, images
from desk.photo import views as sheet
from desk.photographers import cameras, terms
from desk.preview import links, reading
from desk.preview import views as preview
from desk.publishing import views as publishing
from desk.publishing import withdrawing
from desk.queue import views as queue
from desk.releases import views as release_form
from desk.search import views as search
from desk.subscribers import readers, sign_up
from desk.subscribers import views as websites
from desk.text_tools import views as text_tools
from desk.unsorted import views as unsorted
from desk.viewer import views as viewer

app_name = "desk"

urlpatterns = [
    path("", queue.home, name="queue"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("language/", set_language, name="language"),
    path("theme/", preferences.switch_theme, name="theme"),
    path("search/", search.search, name="search"),
    path("search/take-over/", search.take_photos_over, name="take_over"),
    path("search/give-back/<slug:slug>/", search.give_photos_back, name="give_back"),
    path("codes/", codes.codes, name="codes"),
    path("websites/", websites.websites, name="websites"),
    path("websites/<int:pk>/", websites.website, name="website"),
    path("press-list/", readers.press_list, name="press_list"),
    path("press-list/press-list.csv", readers.press_list_file, name="press_list_file"),
    path("press-mail/", sign_up.sign_up, name="press_mail"),
    path("press-mail/confirm/<str:token>/", sign_up.confirm, name="press_mail_confirm"),
    path("press-mail/off/<str:token>/", sign_up.leave, name="press_mail_off"),
    path("notices/", notices.notices, name="notices"),
    path("notices/off/<str:token>/", notices.off, name="notices_off"),
    path("drops/<int:batch_id>/", drops.drop, name="drop"),
    path("drops/files/", files.files, name="drop_files"),
    path("drops/to/", drops.choose, name="drop_choose"),
    path("drops/to/<slug:slug>/", drops.folder, name="drop_folder"),
    path("drops/to/<slug:slug>/terms/", terms.accept, name="terms_accept"),
    path("photographers/cameras/", cameras.cameras, name="cameras"),
    path("photographers/terms/", terms.terms, name="intake_terms"),
    path("drops/to/<slug:slug>/send/", drops.send, name="drop_send"),
    path("gateway/", gateway.gateway, name="gateway"),
    path("gateway/today/", gateway.own_today, name="gateway_today"),
    path("d/<str:token>/", link_page.drop_door, name="drop_door"),
    path("d/<str:token>/terms/", link_page.drop_door_accept, name="drop_door_accept"),
    path("d/<str:token>/send/", link_page.drop_door_send, name="drop_door_send"),
    path("releases/new/", release_form.new, name="release_new"),
    path("releases/suggestions/", release_form.suggestions, name="release_suggestions"),
    path("markdown/", release_form.markdown, name="markdown"),
    path("moment/", release_form.moment, name="moment"),
    path("releases/<slug:slug>/", contact_sheet.contact_sheet, name="release"),
    path("releases/<slug:slug>/changes/", contact_sheet.changes, name="changes"),
    path("releases/<slug:slug>/tiles/", contact_sheet.tiles, name="tiles"),
    path("releases/<slug:slug>/edit/", release_form.edit, name="release_edit"),
    path("releases/<slug:slug>/act/", actions.act, name="act"),
    path("releases/<slug:slug>/arrange/", arranging.arrange, name="arrange"),
    path("releases/<slug:slug>/captions/", tables.captions_table, name="captions_table"),
    path("releases/<slug:slug>/captions.csv", tables.download, {"kind": "csv"}, name="captions_csv"),
    path("releases/<slug:slug>/captions.xlsx", tables.download, {"kind": "xlsx"}, name="captions_xlsx"),
    path("releases/<slug:slug>/captions/paste/", tables.paste, name="paste"),
    path("releases/<slug:slug>/fields/", bulk.open_fields, name="bulk"),
    path("releases/<slug:slug>/fields/next/", bulk.open_next, name="bulk_next"),
    path("releases/<slug:slug>/fields/preview/", bulk.preview_fields, name="bulk_preview"),
    path("releases/<slug:slug>/fields/replace/", text_tools.replace, name="replace"),
    path("releases/<slug:slug>/fields/sources/", text_tools.sources, name="sources"),
    path("releases/<slug:slug>/fields/save/", bulk.save_fields, name="bulk_save"),
    path("releases/<slug:slug>/drop-links/", drop_links.drop_links, name="drop_links"),
    path("releases/<slug:slug>/publishing/", publishing.publishing, name="publishing"),
    path("releases/<slug:slug>/publishing/progress/", publishing.progress, name="publishing_progress"),
    path("releases/<slug:slug>/withdrawing/", withdrawing.withdrawing, name="withdrawing"),
    path("releases/<slug:slug>/preview/", preview.preview, name="preview"),
    path("releases/<slug:slug>/preview/<slug:photo_id>-<int:edge>.jpg", preview.picture, name="preview_picture"),
    path("releases/<slug:slug>/preview-links/", links.links, name="preview_links"),
    path("previews/<str:token>/", reading.read, name="preview_link"),
    path("previews/<str:token>/<slug:photo_id>-<int:edge>.jpg", reading.picture, name="preview_link_picture"),
    path("preview-assets/<str:name>", preview.asset, name="preview_asset"),
    path("releases/<slug:slug>/history/", history.history, name="history"),
    path("unsorted/assign/", unsorted.assign_selection, name="assign"),
    path("unsorted/release-from-key/", unsorted.make_release, name="release_from_key"),
    path("attachments/<slug:attachment_id>/", attachments.edit, name="attachment"),
    path("attachments/<slug:attachment_id>/act/", attachments.act, name="attachment_act"),
    path("attachments/<slug:attachment_id>/withdrawing/", attachments.withdrawing, name="attachment_withdrawing"),
    path("attachments/<slug:attachment_id>/assign/", attachments.assign, name="attachment_assign"),
    path("attachments/<slug:attachment_id>/file/", attachments.file, name="attachment_file"),
    path("photos/<slug:photo_id>/codes/", codes.completions, name="completions"),
    path("photos/<slug:photo_id>/sheet/", sheet.sheet, name="sheet"),
    path("photos/<slug:photo_id>/details/", viewer.details, name="details"),
    path("photos/<slug:photo_id>/explain/", viewer.explain, name="explain"),
    path("photos/<slug:photo_id>/beside/<int:pk>/", companions.companion, name="companion"),
    path("photos/<slug:photo_id>/<slug:profile>", images.image, name="image"),
]
