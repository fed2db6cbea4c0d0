from django.urls import path

from partnership_board import views

urlpatterns = [
    path("board/", views.body, name="board"),
    path("my/board/", views.member, name="board_member"),
    path("my/board/invitations/<int:pk>/", views.reply, name="board_reply"),
    path("my/board/actions/<int:pk>/", views.report, name="board_report"),
    path("my/board/interests/", views.register_interest, name="board_register_interest"),
    path("my/board/interests/<int:pk>/end/", views.end_interest, name="board_end_interest"),
    path("calendars/board.ics", views.board_calendar, name="board_calendar"),
    path("calendars/board/<slug:slug>.ics", views.body_calendar, name="board_body_calendar"),
    path("board/feed/", views.board_feed, name="board_feed"),
    path("board/groups/<slug:slug>/feed/", views.board_feed, name="board_body_feed"),
    path("board/meetings/<slug:slug>/meeting.ics", views.meeting_calendar, name="board_meeting_calendar"),
    path("board/actions/", views.actions, name="board_actions"),
    path("board/decisions/", views.decisions, name="board_decisions"),
    path("board/decisions/<str:code>/<int:year>/<int:number>/", views.decision, name="board_decision"),
    path("board/forward-plan/", views.forward_plan, name="board_forward_plan"),
    path("board/interests/", views.interests, name="board_interests"),
    path("board/groups/<slug:slug>/", views.body, name="board_body"),
    path("board/groups/<slug:slug>/terms-of-reference/", views.terms, name="board_terms"),
    path("board/meetings/<slug:slug>/", views.meeting, name="board_meeting"),
    path("board/meetings/<slug:slug>/minutes/", views.minutes, name="board_minutes"),
    path("board/meetings/<slug:slug>/minutes/signed/", views.signed_copy, name="board_signed_copy"),
    path("board/meetings/<slug:slug>/pack/", views.pack, name="board_pack"),
    path("board/meetings/<slug:slug>/members-pack/", views.members_pack, name="board_members_pack"),
    path("board/meetings/<slug:slug>/packs/<slug:audience>/<int:number>/", views.pack_file, name="board_pack_file"),
    path("board/papers/<uuid:key>/", views.paper, name="board_paper"),
    path("board/papers/<uuid:key>/versions/<int:number>/", views.paper_version, name="board_paper_version"),
    path("strategy/", views.strategy, name="strategy"),
    path("strategy/commitments/<slug:slug>/", views.commitment, name="commitment"),
]
