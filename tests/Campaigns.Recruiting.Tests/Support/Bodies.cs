namespace Campaigns.Recruiting.Tests.Support;

/// <summary>Bodies of requests.</summary>
internal static class Bodies
{
    /// <summary>As a client wrote it: with trailing commas, and with a line break inside of a text.</summary>
    public const string Milan = """
        {
          "nodes": [
            {
              "id": 1,
              "type": "message",
              "channel": "LINKEDIN_MESSAGE",
              "message": "Hi Milan, \nI'm interested in you background. Would love to connect."
            },
            {
              "id": 2,
              "type": "message",
              "channel": "GMAIL",
              "subject_line": "Open to new opportunities?",
              "message": "Hi Milan,\nWould you be open to discussing this opportunity?\n\nBest,Andreas"
            },
            {
              "id": 3,
              "type": "delay-step",
              "delaySeconds": 172800
            },
            {
              "id": 4,
              "type": "message",
              "channel": "GMAIL",
              "subject_line": "Re: Open to new opportunities?",
              "message": "Hi Milan,\nI wanted to follow up on my previous email. Could we arrange a short call?\n\n\nBest,Andreas",
            },
            {
              "id": 5,
              "type": "delay-step",
              "delaySeconds": 432000
            },
            {
              "id": 6,
              "type": "message",
              "channel": "GMAIL",
              "subject_line": "Re: Open to new opportunities?",
              "message": "Hi Milan,\nHope you're well. I haven't heard back from you regarding
        the position I messaged you about.\n\n\nBest,Andreas",
            },
          ]
        }
        """;

    public static string Mail(string text) => $$"""{"nodes":[{"id":1,"type":"message","channel":"GMAIL","subject_line":"Hello","message":"{{text}}"}]}""";

    public static string Mails(string first, int delaySeconds, string second) => $$"""
        {"nodes":[{"id":1,"type":"message","channel":"GMAIL","subject_line":"Hello","message":"{{first}}"},
        {"id":2,"type":"delay-step","delaySeconds":{{delaySeconds}}},
        {"id":3,"type":"message","channel":"GMAIL","subject_line":"Re: Hello","message":"{{second}}"}]}
        """;

    public static string LinkedIn(string text) => $$"""{"nodes":[{"id":1,"type":"message","channel":"LINKEDIN_MESSAGE","message":"{{text}}"}]}""";

    /// <summary>A number of messages whose texts are equal.</summary>
    public static string Nodes(params string[] nodes) => $$"""{"nodes":[{{string.Join(",", nodes)}}]}""";
}
