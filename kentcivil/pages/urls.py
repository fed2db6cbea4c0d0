from django.urls import path

from kentcivil.pages import home, legal, my, open_data, search, sitemaps
from kentcivil.pages.organisation import organisation

urlpatterns = [
    path("", home.home, name="home"),
    path("search/", search.search, name="search"),
    path("my/", my.my, name="my"),
    path("open-data/", open_data.open_data, name="open_data"),
    path("accessibility/", legal.accessibility, name="accessibility"),
    path("privacy/", legal.privacy, name="privacy"),
    path("cookies/", legal.cookies, name="cookies"),
    path("contact/", legal.contact, name="contact"),
    path("sitemap.xml", sitemaps.index, name="sitemap_index"),
    path("sitemap-<slug:section>.xml", sitemaps.sitemap, name="sitemap"),
    path("robots.txt", sitemaps.robots, name="robots"),
    path("organisations/<slug:slug>/", organisation, name="organisation"),
]
