using Steerlens.Kernels.Drawing;

namespace Steerlens.Kernels.Tests.Drawing;

public sealed class StrokeFontTests
{
    private const string Special = "°±×·…–—−←→↑↓≤≥µσ•";

    [Theory]
    [InlineData(14)]
    [InlineData(40)]
    public void AddText_EachCharacter_HasAShapeOfItsOwn(int size)
    {
        var font = new StrokeFont(size);
        var seen = new Dictionary<string, char>(StringComparer.Ordinal);
        foreach (var character in Enumerable.Range(33, 94).Select(code => (char)code).Concat(Special).Append('\u4e00'))
        {
            var shape = Convert.ToHexString(Render(font, [character], halo: false)) + font.Measure([character]);

            // The two round dots differ in name only.
            if (character == '•') continue;
            Assert.True(seen.TryAdd(shape, character), $"'{character}' looks like '{seen.GetValueOrDefault(shape)}'.");
        }
    }

    [Fact]
    public void AddText_Space_DrawsNothingButAdvances()
    {
        var font = new StrokeFont(20);
        Assert.All(Render(font, " ", halo: false), value => Assert.Equal(0, value));
        Assert.True(font.Measure(" ") > 2);
    }

    [Fact]
    public void AddText_Digits_HaveOneWidth()
    {
        var font = new StrokeFont(17);
        Assert.All("0123456789", digit => Assert.Equal(font.Measure("0"), font.Measure([digit])));
        Assert.True(font.Measure("i") < font.Measure("w") / 2);
    }

    [Fact]
    public void Measure_Text_IsTheSumOfItsCharacters()
    {
        var font = new StrokeFont(23);
        Assert.Equal("angle".Sum(character => font.Measure([character])), font.Measure("angle"), 9);
    }

    [Theory]
    [InlineData(12)]
    [InlineData(16)]
    [InlineData(31)]
    public void AddText_Capitals_FillWholePixelRows(int size)
    {
        var font = new StrokeFont(size);
        var mask = new CoverageMask(80, 80);
        var region = new PixelRegion(0, 0, 80, 80);
        font.AddText(mask, region, "E", 10, 60, halo: false);
        var top = 60 - (int)font.CapitalHeight;
        Assert.True(mask.Row(region, top - 1).IndexOfAnyExcept((byte)0) < 0);
        Assert.True(mask.Row(region, 60).IndexOfAnyExcept((byte)0) < 0);
        Assert.Contains((byte)255, mask.Row(region, top).ToArray());
        Assert.Contains((byte)255, mask.Row(region, 59).ToArray());
    }

    [Fact]
    public void AddText_Halo_CoversTheLettersAndMore()
    {
        var font = new StrokeFont(18);
        var (letters, halo) = (Render(font, "a8", halo: false), Render(font, "a8", halo: true));
        for (var index = 0; index < letters.Length; index++) Assert.True(halo[index] >= letters[index]);
        Assert.True(halo.Sum(value => value) > 1.5 * letters.Sum(value => value));
    }

    [Fact]
    public void CountFitting_NarrowWidth_StopsBeforeIt()
    {
        var font = new StrokeFont(18);
        Assert.Equal(3, font.CountFitting("wwwww", font.Measure("www") + 0.1));
        Assert.Equal(0, font.CountFitting("wwwww", 1));
        Assert.Equal(5, font.CountFitting("wwwww", 1000));
    }

    private static byte[] Render(StrokeFont font, ReadOnlySpan<char> text, bool halo)
    {
        var mask = new CoverageMask(120, 80);
        var region = new PixelRegion(0, 0, 120, 80);
        font.AddText(mask, region, text, 20, 55, halo);
        var bytes = new byte[120 * 80];
        for (var y = 0; y < 80; y++) mask.Row(region, y).CopyTo(bytes.AsSpan(y * 120));
        return bytes;
    }
}
