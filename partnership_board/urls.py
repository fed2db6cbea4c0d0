from django.urls import path

from partnership_board import views

urlpatterns = [
    path("board/", views.body, name="board"),
    path("board/actions/", views.actions, name="board_actions"),
    path("board/groups/<slug:slug>/", views.body, name="board_body"),
    path("board/groups/<slug:slug>/terms-of-reference/", views.terms, name="board_terms"),
    path("board/meetings/<slug:slug>/", views.meeting, name="board_meeting"),
    path("board/papers/<uuid:key>/", views.paper, name="board_paper"),
    path("board/papers/<uuid:key>/versions/<int:number>/", views.paper_version, name="board_paper_version"),
    path("strategy/", views.strategy, name="strategy"),
    path("strategy/commitments/<slug:slug>/", views.commitment, name="commitment"),
]
