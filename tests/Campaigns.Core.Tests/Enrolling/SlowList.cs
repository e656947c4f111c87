namespace Campaigns.Tests;

/// <summary>Contacts that arrive in batches, each when the test releases it.</summary>
internal sealed class SlowList
{
    private readonly Queue<TaskCompletionSource<IReadOnlyList<Contact>?>> _portions = new([new()]);
    private TaskCompletionSource<IReadOnlyList<Contact>?> _next;

    public SlowList() => _next = _portions.Peek();

    /// <summary>Releases a batch.</summary>
    public void Add(IEnumerable<Contact> contacts) => Come(portion => portion.SetResult([.. contacts]));

    /// <summary>Ends the list.</summary>
    public void End() => Come(portion => portion.SetResult(null));

    /// <summary>Makes the next read throw.</summary>
    public void Fail(Exception error) => Come(portion => portion.SetException(error));

    public async IAsyncEnumerable<Contact> ReadAsync()
    {
        while (await _portions.Peek().Task is { } portion)
        {
            _portions.Dequeue();
            foreach (var contact in portion)
            {
                yield return contact;
            }
        }
    }

    private void Come(Action<TaskCompletionSource<IReadOnlyList<Contact>?>> come)
    {
        var portion = _next;
        _portions.Enqueue(_next = new TaskCompletionSource<IReadOnlyList<Contact>?>());
        come(portion);
    }
}
