"""Pages on savings."""

from django.urls import path

from delegation.savings import opportunities, receipts, shared_reports, try_out, views

urlpatterns = [
    path("savings/", views.savings, name="savings"),
    path("savings/report.<slug:form>", views.report_file, name="report_file"),
    path("savings/keep/", views.keep, name="keep_report"),
    path("savings/kept/<uuid:report_id>/", views.kept_report, name="kept_report"),
    path(
        "savings/kept/<uuid:report_id>/report.<slug:form>",
        views.kept_report_file,
        name="kept_report_file",
    ),
    path("savings/kept/<uuid:report_id>/share/", shared_reports.share, name="share_report"),
    path("savings/links/<uuid:link_id>/end/", shared_reports.unshare, name="unshare_report"),
    path("savings/shared/<str:token>/", shared_reports.shared_report, name="shared_report"),
    path("savings/weekly/", views.switch_weekly_mail, name="switch_weekly_mail"),
    path("savings/receipts/<slug:kind>/", receipts.receipts, name="receipts"),
    path("try/", try_out.try_out, name="try_out"),
    path("savings/opportunity/", opportunities.opportunities, name="opportunities"),
    path("savings/opportunity/<uuid:upload_id>/", opportunities.opportunity, name="opportunity"),
    path(
        "savings/opportunity/<uuid:upload_id>/found.json",
        opportunities.opportunity_file,
        name="opportunity_file",
    ),
]
