using System.Security.Claims;
using Campaigns.AspNetCore.Access;
using Microsoft.AspNetCore.Http;

namespace Campaigns.AspNetCore.Tests.Access;

public sealed class ClaimsMappingTests
{
    [Fact]
    public void A_user_with_a_role_and_a_tenant_is_a_caller() =>
        Assert.Equal(new ApiCaller("u1", ApiRole.Operate, "acme"), Map(User("sub:u1", "role:read", "role:operate", "role:unheard", "tenant:acme")));

    [Theory]
    [InlineData("sub:u1", "tenant:acme")]
    [InlineData("sub:u1", "role:Admin", "tenant:acme")]
    [InlineData("sub:u1", "role:admin")]
    [InlineData("sub:u1", "role:admin", "tenant:")]
    [InlineData("sub:u1", "role:admin", "tenant:acme", "tenant:other")]
    [InlineData("role:admin", "tenant:acme")]
    public void A_claim_that_is_missing_or_ambiguous_gives_no_rights(params string[] claims) => Assert.Null(Map(User(claims)));

    [Fact]
    public void Only_the_stated_value_means_all_tenants()
    {
        var user = User("sub:u1", "role:admin", "tenant:*");
        Assert.Equal("*", Map(user)!.Tenant);
        Assert.Equal(new ApiCaller("u1", ApiRole.Admin, null), Map(user, "*"));
    }

    [Fact]
    public void Claims_that_nobody_has_authenticated_count_for_nothing()
    {
        var forged = new ClaimsIdentity(User("sub:u1", "role:admin", "tenant:acme").Claims);
        Assert.Null(Map(new ClaimsPrincipal(forged)));
        Assert.Null(Map(new ClaimsPrincipal([forged, new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, "u2")], "cookie")])));
    }

    private static ApiCaller? Map(ClaimsPrincipal user, string? allTenants = null) =>
        new ClaimsMapping { AllTenants = allTenants }.Map(new DefaultHttpContext { User = user });

    private static ClaimsPrincipal User(params string[] claims) => new(new ClaimsIdentity(
        claims.Select(claim => claim.Split(':')).Select(claim => new Claim(
            claim[0] switch { "sub" => ClaimTypes.NameIdentifier, "role" => ClaimTypes.Role, _ => claim[0] }, claim[1])),
        "cookie"));
}
