using System.Text;

namespace Campaigns.Samples.Tests.WalkThrough;

/// <summary>Splits a command as a shell does: quotes, variables, comments. Nothing else of a shell is understood.</summary>
internal static class ShellWords
{
    /// <summary>Splits a command.</summary>
    /// <param name="command">One command, without line breaks.</param>
    /// <param name="valueOf">The values of variables.</param>
    /// <returns>The words, and the comment after them; empty if there is none.</returns>
    public static (IReadOnlyList<string> Words, string Comment) Split(string command, Func<string, string> valueOf)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var (isInWord, quote) = (false, '\0');
        for (var i = 0; i < command.Length; i++)
        {
            var letter = command[i];
            if (letter == '$' && quote != '\'')
            {
                var end = i + 1;
                while (end < command.Length && (char.IsAsciiLetterUpper(command[end]) || command[end] == '_'))
                {
                    end++;
                }

                word.Append(valueOf(command[(i + 1)..end]));
                (i, isInWord) = (end - 1, true);
            }
            else if (quote != '\0' ? letter == quote : letter is '\'' or '"')
            {
                (quote, isInWord) = (quote == '\0' ? letter : '\0', true);
            }
            else if (quote == '\0' && letter == '#' && !isInWord)
            {
                return (words, command[(i + 1)..].Trim());
            }
            else if (quote == '\0' && letter == ' ')
            {
                End();
            }
            else
            {
                var isSafe = quote != '\0' || letter is not ('?' or '*' or '&' or ';' or '|' or '(' or '{');
                Assert.True(isSafe, $"Quote {letter} in: {command}");
                word.Append(letter);
                isInWord = true;
            }
        }

        Assert.True(quote == '\0', $"A quote is not closed: {command}");
        End();
        return (words, "");

        void End()
        {
            if (isInWord)
            {
                words.Add(word.ToString());
                word.Clear();
                isInWord = false;
            }
        }
    }
}
