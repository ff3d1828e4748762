using System.Globalization;

namespace Steerlens.Pipeline.Archive;

/// <summary>One of several runs that share an archive's films.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Count">How many there are.</param>
public readonly record struct Shard(int Number, int Count)
{
    /// <summary>The only one.</summary>
    public static Shard Everything { get; } = new(1, 1);

    /// <summary>Reads <c>2/8</c>.</summary>
    /// <exception cref="FormatException">It is no such thing.</exception>
    public static Shard Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Split('/') is [var number, var count] && TryNumber(number, out var first) && TryNumber(count, out var second) && first <= second
            ? new Shard(first, second)
            : throw new FormatException($"'{text}' is no part of a whole, such as 2/8: the second of eight");
    }

    /// <summary>What an engine's environment says: Slurm's array task or Kubernetes' completion index; null where there is neither.</summary>
    /// <param name="count">How many shards there are, where the command line says so.</param>
    /// <param name="environment">Looks an environment variable up.</param>
    /// <exception cref="SteerlensException">The environment contradicts itself, or does not tell how many there are.</exception>
    public static Shard? OfEnvironment(int? count, Func<string, string?> environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        if (environment("JOB_COMPLETION_INDEX") is { Length: > 0 } index)
        {
            if (!int.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out var zeroBased)) throw Nonsense("JOB_COMPLETION_INDEX", index, "a number from 0");
            var all = count ?? Variable(environment, "JOB_COMPLETIONS")
                ?? throw new SteerlensException(ExitCode.Usage, "JOB_COMPLETION_INDEX tells which shard this is, and nothing tells of how many: give --shards N, or set JOB_COMPLETIONS");
            return zeroBased < all ? new Shard(zeroBased + 1, all) : throw Nonsense("JOB_COMPLETION_INDEX", index, $"less than the {all} shards");
        }

        if (Variable(environment, "SLURM_ARRAY_TASK_ID") is not { } task) return null;
        var least = Variable(environment, "SLURM_ARRAY_TASK_MIN") ?? 0;
        var step = Math.Max(1, Variable(environment, "SLURM_ARRAY_TASK_STEP") ?? 1);
        var tasks = count ?? Variable(environment, "SLURM_ARRAY_TASK_COUNT")
            ?? throw new SteerlensException(ExitCode.Usage, "SLURM_ARRAY_TASK_ID tells which shard this is, and nothing tells of how many: give --shards N");
        var number = (task - least) / step;
        return (task - least) % step == 0 && number >= 0 && number < tasks
            ? new Shard(number + 1, tasks)
            : throw new SteerlensException(ExitCode.Usage, string.Create(CultureInfo.InvariantCulture, $"the array's tasks are not evenly numbered (task {task} of {tasks} from {least} on): submit --array=1-{tasks}, or give --shard I/{tasks}"));
    }

    /// <summary>
    /// Which shard each film is for: the largest first, each to the shard with the least so far. It depends on the films alone, so that every
    /// shard comes to the same answer.
    /// </summary>
    /// <param name="films">Name and size in bytes.</param>
    /// <param name="count">How many shards.</param>
    /// <returns>For each film a number from 1.</returns>
    public static int[] Divide(IReadOnlyList<(string Name, long Size)> films, int count)
    {
        ArgumentNullException.ThrowIfNull(films);
        var numbers = new int[films.Count];
        var shards = new PriorityQueue<int, (long Bytes, int Films, int Number)>();
        for (var number = 1; number <= count; number++) shards.Enqueue(number, (0, 0, number));
        foreach (var index in Enumerable.Range(0, films.Count).OrderByDescending(index => films[index].Size).ThenBy(index => films[index].Name, StringComparer.Ordinal))
        {
            shards.TryDequeue(out var number, out var load);
            numbers[index] = number;
            shards.Enqueue(number, (load.Bytes + films[index].Size, load.Films + 1, number));
        }

        return numbers;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Number}/{Count}");

    private static bool TryNumber(string text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number >= 1;

    private static int? Variable(Func<string, string?> environment, string variable) => environment(variable) switch
    {
        null or "" => null,
        var text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) => number,
        var text => throw Nonsense(variable, text, "a number"),
    };

    private static SteerlensException Nonsense(string variable, string text, string expected) =>
        new(ExitCode.Usage, $"environment variable {variable}: '{text}' is not {expected}; --shard I/N stands above it");
}
