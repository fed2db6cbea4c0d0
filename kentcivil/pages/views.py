from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render


@login_not_required
def home(request):
    return render(request, "pages/home.html")


def my(request):
    """What a signed-in person has on the portal."""
    return render(request, "pages/my.html")
