using Steerlens.Pipeline.Archive;

namespace Steerlens.Pipeline.Tests.Archive;

public sealed class ShardTests
{
    [Theory]
    [InlineData("1/1", 1, 1)]
    [InlineData("2/8", 2, 8)]
    [InlineData("8/8", 8, 8)]
    public void Parse_PartOfAWhole_IsRead(string text, int number, int count) => Assert.Equal(new Shard(number, count), Shard.Parse(text));

    [Theory]
    [InlineData("0/4")]
    [InlineData("5/4")]
    [InlineData("4")]
    [InlineData("a/b")]
    [InlineData("-1/4")]
    [InlineData("1/2/3")]
    [InlineData("")]
    public void Parse_Nonsense_Refused(string text) => Assert.Throws<FormatException>(() => Shard.Parse(text));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(40)]
    public void Divide_AnyNumber_EachFilmHasOneShardAndLoadsAreEven(int count)
    {
        var films = Films(37);

        var numbers = Shard.Divide(films, count);

        Assert.All(numbers, number => Assert.InRange(number, 1, count));
        var loads = Enumerable.Range(1, count).Select(number => films.Where((_, index) => numbers[index] == number).Sum(film => film.Size)).ToList();
        Assert.Equal(films.Sum(film => film.Size), loads.Sum());

        // The largest first, each to the least: no shard is further above another than the largest film.
        Assert.InRange(loads.Max() - loads.Min(), 0, films.Max(film => film.Size));
    }

    [Fact]
    public void Divide_OtherOrderOfFilms_SameShards()
    {
        var films = Films(25);
        var turned = films.AsEnumerable().Reverse().ToList();

        var numbers = Shard.Divide(films, 4);
        var again = Shard.Divide(turned, 4);

        Assert.Equal(films.Zip(numbers).OrderBy(pair => pair.First.Name, StringComparer.Ordinal), turned.Zip(again).OrderBy(pair => pair.First.Name, StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("3", "1", "4", null, 3)]
    [InlineData("0", "0", "4", null, 1)]
    [InlineData("8", "2", "4", "2", 4)]
    public void OfEnvironment_SlurmArray_CountsFromItsFirstTask(string task, string least, string count, string? step, int expected)
    {
        var shard = Shard.OfEnvironment(null, Variables(("SLURM_ARRAY_TASK_ID", task), ("SLURM_ARRAY_TASK_MIN", least), ("SLURM_ARRAY_TASK_COUNT", count), ("SLURM_ARRAY_TASK_STEP", step)));

        Assert.Equal(new Shard(expected, 4), shard);
    }

    [Fact]
    public void OfEnvironment_UnevenArray_Refused()
    {
        var exception = Assert.Throws<SteerlensException>(() =>
            Shard.OfEnvironment(null, Variables(("SLURM_ARRAY_TASK_ID", "9"), ("SLURM_ARRAY_TASK_MIN", "1"), ("SLURM_ARRAY_TASK_COUNT", "3"))));

        Assert.Equal(ExitCode.Usage, exception.ExitCode);
        Assert.Contains("--array=1-3", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void OfEnvironment_KubernetesIndex_CountsFromZero()
    {
        Assert.Equal(new Shard(1, 8), Shard.OfEnvironment(null, Variables(("JOB_COMPLETION_INDEX", "0"), ("JOB_COMPLETIONS", "8"))));
        Assert.Equal(new Shard(5, 5), Shard.OfEnvironment(5, Variables(("JOB_COMPLETION_INDEX", "4"))));
    }

    [Fact]
    public void OfEnvironment_IndexWithoutACount_SaysWhatToGive()
    {
        var exception = Assert.Throws<SteerlensException>(() => Shard.OfEnvironment(null, Variables(("JOB_COMPLETION_INDEX", "4"))));

        Assert.Contains("--shards N", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void OfEnvironment_NoEngine_IsNone() => Assert.Null(Shard.OfEnvironment(4, _ => null));

    private static List<(string Name, long Size)> Films(int count)
    {
        var random = new Random(5);
        return [.. Enumerable.Range(0, count).Select(index => ($"film{index:00}", random.NextInt64(1, 1_000_000)))];
    }

    private static Func<string, string?> Variables(params (string Name, string? Value)[] variables) =>
        name => Array.Find(variables, variable => string.Equals(variable.Name, name, StringComparison.Ordinal)).Value;
}
