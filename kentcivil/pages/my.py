"""The page of somebody signed in: what they look after, what they have applied for, where they offered help."""

from django.shortcuts import render

from crowdfund.models import Application
from partnership_board.models import Person
from volunteering.models import Enquiry


def my(request):
    person = request.user
    context = {
        "memberships": person.memberships.select_related("organisation").order_by("organisation__name"),
        "applications": Application.objects.of(person),
        "enquiries": Enquiry.objects.of(person),
        "on_the_board": Person.objects.filter(user=person).exists(),
    }
    return render(request, "pages/my.html", context)
