namespace Campaigns.Orleans.Client;

/// <summary>Waits for several shards.</summary>
internal static class FanOut
{
    /// <summary>Waits for all tasks, even if some fail. Then throws the first failure, if there is one.</summary>
    public static async Task<IReadOnlyList<T>> AllAsync<T>(IReadOnlyList<Task<T>> tasks)
    {
        var (answers, failures) = (new List<T>(tasks.Count), new List<Exception>());
        foreach (var task in tasks)
        {
            try
            {
                answers.Add(await task);
            }
            catch (Exception failure) when (failure is CampaignException or OperationCanceledException or ArgumentException)
            {
                failures.Add(failure);
            }
        }

        return failures.Count == 0 ? answers : throw Combine(failures, tasks.Count);
    }

    /// <summary>One failure stands for itself. Several different ones are told together.</summary>
    private static Exception Combine(List<Exception> failures, int count)
    {
        var texts = failures.Select(failure => failure.Message).Distinct().ToList();
        return texts.Count == 1 || failures[0] is not CampaignException first
            ? failures[0]
            : new CampaignException(
                first.Error, $"{failures.Count} of {count} shards failed. {string.Join(" ", texts)}", first);
    }
}
