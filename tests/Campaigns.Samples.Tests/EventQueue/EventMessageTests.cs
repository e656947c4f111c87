using System.Text;
using Campaigns.Samples.EventQueue;
using RabbitMQ.Client;

namespace Campaigns.Samples.Tests.EventQueue;

/// <summary>A message is read as the event that was published, or refused with a reason that shows nothing of its content.</summary>
public class EventMessageTests
{
    [Fact]
    public void Message_is_read_as_the_event_that_was_published()
    {
        var happened = new InboundEvent("acme", "evt_1", "cart.abandoned")
        {
            Address = "ann@example.com", Channel = Channels.Email, OccurredAt = new(2026, 5, 1, 9, 0, 0, TimeSpan.FromHours(2)),
            Campaign = new CampaignId(7), Data = """{"cart":{"total":99.5}}""",
        };
        var body = System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(EventMessage.Of(happened), EventJson.Default.EventMessage);

        Assert.Equal(happened, Read("evt_1", Encoding.UTF8.GetString(body), out var problem));
        Assert.Null(problem);
    }

    [Theory]
    [InlineData(null, """{"tenant":"acme","type":"reply"}""", "message id")]
    [InlineData("a", "secret", "byte 0")]
    [InlineData("a", "null", "null")]
    [InlineData("a", """{"tenant":"acme"}""", "no event")]
    [InlineData("a", """{"tenant":null,"type":"reply"}""", "tenant")]
    [InlineData("a", """{"tenant":"acme","type":"reply","adress":"secret"}""", "adress")]
    [InlineData("a", """{"tenant":"acme","type":"reply","campaign":"secret"}""", "campaign")]
    [InlineData("a", """{"tenant":"acme","type":"reply"} secret""", "byte")]
    public void Message_that_is_no_event_is_refused_with_the_place_of_the_error(string? id, string body, string reason)
    {
        Assert.Null(Read(id, body, out var problem));
        Assert.Contains(reason, problem, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", problem, StringComparison.Ordinal);
    }

    private static InboundEvent? Read(string? id, string body, out string? problem) =>
        EventMessage.Read(new BasicProperties { MessageId = id }, Encoding.UTF8.GetBytes(body), out problem);
}
