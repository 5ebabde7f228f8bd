"""Logging in and out (登录、退出), and changing one's password. Lockout after failures is django-axes'."""

from typing import Any

from django.contrib.auth import views
from django.contrib.messages.views import SuccessMessageMixin
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse_lazy
from django.utils.translation import gettext_lazy as _

from mingjing.people.services import officials
from mingjing.workbench import keys


class ChangePassword(SuccessMessageMixin, views.PasswordChangeView):
    template_name = "registration/password.html"
    success_url = reverse_lazy("workbench:todo")
    success_message = _("密码已修改，其他设备上的登录已失效。")

    def form_valid(self, form: Any) -> HttpResponse:
        """Store the password; what was told once is used up."""
        answer = super().form_valid(form)
        officials.keep_password(form.user)
        return answer


class Leave(views.LogoutView):
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Lock the sealing key, and go."""
        answer: HttpResponse = keys.forget(request, super().post(request, *args, **kwargs))
        return answer


urlpatterns = [
    path(
        "login/",
        views.LoginView.as_view(template_name="registration/login.html", redirect_authenticated_user=True),
        name="login",
    ),
    path("logout/", Leave.as_view(), name="logout"),
    path("password/", ChangePassword.as_view(), name="password"),
]
