namespace Campaigns.Http;

/// <summary>Reads the <c>result</c> of a callback, an answer or a lookup.</summary>
internal static class ContractResult
{
    public static AttemptResult? Read(ContractReader parent)
    {
        if (parent.Part("result") is not { } given)
        {
            return null;
        }

        var result = new AttemptResult
        {
            AnsweredBy = given.Word("answered_by", ContractWords.Answerers) ?? AnsweredBy.Unknown,
            RingTime = given.Seconds("ring_seconds"),
            TalkTime = given.Seconds("talk_seconds"),
            Cost = ReadCost(given),
            Recording = given.Link("recording"),
            Transcript = given.Link("transcript"),
            CallBackAt = given.Instant("call_back_at"),
            OptOut = given.Word("opt_out", ContractWords.Scopes),
            Data = given.Json("data"),
        };
        given.RefuseOthers();
        return result;
    }

    private static AttemptCost? ReadCost(ContractReader given)
    {
        if (given.Part("cost") is not { } cost)
        {
            return null;
        }

        var (amount, currency) = (cost.Number("amount"), cost.Text("currency", 3));
        cost.RefuseOthers();
        if (amount is >= 0 && currency is { Length: 3 } && currency.All(char.IsAsciiLetterUpper))
        {
            return new AttemptCost(amount.Value, currency);
        }

        given.Refuse("cost", "give an amount of 0 or more, and a currency in three capital letters");
        return null;
    }
}
