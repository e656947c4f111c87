using static Campaigns.Tests.Content.Drips;

namespace Campaigns.Tests.Content;

/// <summary>A template value that a contact lacks is found at enrollment, not at the send.</summary>
public class EnrollmentContentTests
{
    [Fact]
    public void Missing_variable_is_an_error_of_its_row_and_costs_no_other()
    {
        var report = Enroll(
            Of(Template("{contact.a}"), CampaignStep.Wait(TimeSpan.FromDays(1)), Template("ok"), Template("body", "{company.b}")),
            Person("ann", ("a", "1"), ("company.b", "2")),
            Person("bob", ("company.b", "2")),
            Person("cyd", ("a", "secret"), ("b", "2")),
            Person("dan", ("a", "1"), ("company.b", " ")),
            Person("eve", ("a", "1"), ("company.b", "2")));

        Assert.Equal(2, report.Added);
        Assert.Equal(
            [
                new RefusedContact(2, "bob", "Steps[0]: there is no contact.a"),
                new RefusedContact(3, "cyd", "Steps[3]: there is no company.b"),
                new RefusedContact(4, "dan", "Steps[3]: there is no company.b"),
            ],
            report.Refused);
    }

    [Fact]
    public void Only_steps_that_the_contact_may_get_have_to_be_sayable()
    {
        var skipped =
            Of(Template("{contact.a}", channel: Letter), CampaignStep.Message(Channels.Email, "hello")) with { Exit = new ExitRules() };
        ContactStep Else(UnavailablePolicy policy) => Template("{contact.a}", channel: Letter) with { OnNoAddress = policy };

        Assert.Empty(Enroll(skipped, Person("ann")).Refused);
        Assert.Single(
            Enroll(skipped with { Steps = [Else(UnavailablePolicy.Fallback(Channels.Email)), skipped.Steps[1]] }, Person("ann")).Refused);
        Assert.Single(Enroll(skipped with { Steps = [Else(UnavailablePolicy.Task()), skipped.Steps[1]] }, Person("ann")).Refused);
        Assert.Empty(
            Enroll(skipped with { Steps = [Else(UnavailablePolicy.Fallback(Channels.Voice)), skipped.Steps[1]] }, Person("ann")).Refused);
    }

    [Fact]
    public void Branch_on_the_contacts_data_leads_around_what_cannot_be_said_to_it()
    {
        var steps = new CampaignStep[]
        {
            CampaignStep.Branch(StepCondition.Data("nick"), "personal", "general"),
            Template("{contact.nick}") with { Name = "personal" },
            CampaignStep.Exit(),
            Template("Hi") with { Name = "general" },
            CampaignStep.Branch(StepCondition.LastOutcome(AttemptOutcome.Completed), "end"),
            Template("{contact.name}"),
            CampaignStep.Exit() with { Name = "end" },
        };

        Assert.Empty(Enroll(Of(steps), Person("ann", ("nick", "A"))).Refused);
        Assert.Equal("Steps[5]: there is no contact.name", Assert.Single(Enroll(Of(steps), Person("bob")).Refused).Reason);
        Assert.Empty(Enroll(Of(steps), Person("cyd", ("name", "Cyd"))).Refused);
    }

    [Fact]
    public void Text_is_compiled_once_whatever_the_number_of_steps_contacts_and_sends()
    {
        var templates = new Braces();
        using var harness = Harness(templates, out var provider);
        var step = Template("{contact.a}", "Hi {contact.a}");
        for (var campaign = 0; campaign < 3; campaign++)
        {
            harness.Run(Of(step, step with { Format = ContentFormat.Html }) with { Name = $"c{campaign}" }, Enumerable.Range(1, 200).Select(
                i => Person($"p{i}", ("a", $"{i}"))));
        }

        Assert.Equal(1_200, provider.Dispatches.Count);
        Assert.Equal(3, templates.Compiled); // the body as text and as HTML, and the subject
    }

    [Fact]
    public void Protocols_of_their_own_are_checked_filled_in_and_not_kept_compiled()
    {
        var templates = new Braces();
        using var harness = Harness(templates, out var provider);
        var campaign = harness.Do(client => client.CreateAsync(Of(CampaignStep.Message(Channels.Email, "literal"))));
        Contact Own(int i, string body) => Person($"p{i:D4}", ("a", $"{i}")).WithProtocol(new ContactProtocol { Steps = [Template(body)] });

        var report = harness.Do(client => client.AddContactsAsync(
            campaign,
            [.. Enumerable.Range(1, 1_200).Select(
                i => Own(i, $"for {i}: {{contact.a}}")), Own(1_201, "{contact.b}"), Own(1_202, "{contact.a")]));
        harness.Do(client => client.StartAsync(campaign));

        Assert.Equal(
            [
                "row 1201: Steps[0]: there is no contact.b",
                "row 1202: its protocol has 1 problem(s): Steps[0].Content is not a valid template: a brace is not closed; call •••.",
            ],
            report.Refused.Select(refused => refused.ToString()));
        Assert.Equal(Enumerable.Range(1, 1_200).Select(
            i => $"for {i}: {i}"),
            provider.Dispatches.OrderBy(d => d.ContactKey, StringComparer.Ordinal).Select(d => d.Request.Content.Body));
        Assert.InRange(((Engine.CampaignClient)harness.Client).Templates.Count, 1, 500);
    }

    [Fact]
    public void Definition_whose_templates_do_not_compile_names_each_field()
    {
        using var harness = Harness(new Braces(), out _);
        var refused =
            Assert.Throws<CampaignException>(() => harness.Do(client => client.CreateAsync(Of(Template("ok"), Template("{a", "b}")))));

        Assert.Equal(CampaignError.Invalid, refused.Error);
        Assert.Contains(
            "Steps[1].Content is not a valid template: a brace is not closed; call •••.", refused.Message, StringComparison.Ordinal);
        Assert.Contains(
            "Steps[1].Subject is not a valid template: a brace is not closed; call •••.", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Steps[0]", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Later_version_of_the_protocol_has_to_compile_too_and_new_contacts_are_checked_against_it()
    {
        using var harness = Harness(new Braces(), out _);
        var campaign = harness.Do(client => client.CreateAsync(Of(Template("{contact.a}"))));
        var refused = Assert.Throws<CampaignException>(
            () => harness.Do(client => client.ChangeProtocolAsync(campaign, new ContactProtocol { Steps = [Template("{a")] })));
        harness.Do(client => client.ChangeProtocolAsync(campaign, new ContactProtocol { Steps = [Template("{contact.b}")] }));

        Assert.Contains("Steps[0].Content is not a valid template", refused.Message, StringComparison.Ordinal);
        var report = harness.Do(client => client.AddContactsAsync(campaign, [Person("ann", ("a", "1")), Person("bob", ("b", "2"))]));
        Assert.Equal("row 1: Steps[0]: there is no contact.b", Assert.Single(report.Refused).ToString());
    }

    [Fact]
    public void Template_needs_somebody_who_makes_templates()
    {
        using var harness = Harness(null, out _);
        var refused = Assert.Throws<CampaignException>(() => harness.Do(client => client.CreateAsync(Of(Template("ok")))));

        Assert.Contains(
            "Steps[0].IsTemplate is True: set CampaignsOptions.Templates, or give content that is sent unchanged.", refused.Message,
            StringComparison.Ordinal);
    }

    private static EnrollmentReport Enroll(CampaignDefinition definition, params Contact[] contacts)
    {
        using var harness = Harness(new Braces(), out _);
        var campaign = harness.Do(client => client.CreateAsync(definition));
        return harness.Do(client => client.AddContactsAsync(campaign, contacts));
    }
}
