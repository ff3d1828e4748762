using FsCheck;
using FsCheck.Fluent;

namespace Steerlens.Models.Tests;

public sealed class InputContractMetadataTests
{
    [Fact]
    public void Read_Nothing_AssumesEverything()
    {
        var contract = InputContractMetadata.Read([], channels: 3);

        Assert.Equal(string.Join(' ', InputContractMetadata.Keys), string.Join(' ', contract.Assumed));
        Assert.Equal(ColorOrder.Rgb, contract.Color);
        Assert.Equal(CropRectangle.Whole, contract.Crop);
    }

    [Fact]
    public void Read_OneChannelWithoutColor_IsGray() => Assert.Equal(ColorOrder.Gray, InputContractMetadata.Read([], channels: 1).Color);

    [Fact]
    public void Read_KeysOfOthers_AreSkipped()
    {
        var contract = InputContractMetadata.Read([new("steerlens.colour", "?"), new("author", "someone"), new("steerlens.unit", "degrees")], 3);

        Assert.Equal(AngleUnit.Degrees, contract.Unit);
        Assert.Equal(InputContractMetadata.Keys.Count - 1, contract.Assumed.Count);
        Assert.DoesNotContain("steerlens.unit", contract.Assumed, StringComparer.Ordinal);
    }

    [Theory]
    [InlineData("crop", "0,0.5,1")]
    [InlineData("crop", "0,0.5,1,0.6")]
    [InlineData("crop", "-0.1,0,1,1")]
    [InlineData("crop", "0,0,0,1")]
    [InlineData("crop", "0,0,NaN,1")]
    [InlineData("crop", "0;0;1;1")]
    [InlineData("fit", "squeeze")]
    [InlineData("color", "RBG")]
    [InlineData("scale", "0")]
    [InlineData("scale", "1,2")]
    [InlineData("scale", "1e60")]
    [InlineData("offset", "")]
    [InlineData("offset", "a")]
    [InlineData("unit", "full-scale:0")]
    [InlineData("unit", "full-scale:-25")]
    [InlineData("unit", "turns")]
    [InlineData("positive", "up")]
    [InlineData("output-grid", "5")]
    [InlineData("output-grid", "0x65")]
    [InlineData("output-grid", "5x65x1")]
    public void Apply_WrongValue_NamesKeyAndValue(string key, string value)
    {
        var message = Assert.Throws<NetworkFormatException>(() => InputContractMetadata.Apply(new InputContract(), key, value)).Message;

        Assert.StartsWith($"the input contract's {key} is '{value}': it must be ", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Apply_UnknownKey_ListsTheKeys() => Assert.Contains(
        "no 'colour': it has crop, fit, color",
        Assert.Throws<NetworkFormatException>(() => InputContractMetadata.Apply(new InputContract(), "steerlens.colour", "rgb")).Message,
        StringComparison.Ordinal);

    [Theory]
    [InlineData("steerlens.unit")]
    [InlineData("unit")]
    public void Apply_KeyWithOrWithoutItsBeginning_SetsTheValue(string key)
    {
        var contract = InputContractMetadata.Apply(InputContractMetadata.Read([], 3), key, " full-scale:30.5 ");

        Assert.Equal(AngleUnit.FullScale, contract.Unit);
        Assert.Equal(30.5, contract.FullScaleDegrees);
        Assert.DoesNotContain("steerlens.unit", contract.Assumed, StringComparer.Ordinal);
    }

    [Theory]
    [InlineData("steerlens.color", "gray", 3)]
    [InlineData("steerlens.color", "bgr", 1)]
    [InlineData("steerlens.scale", "1,2,3", 1)]
    public void Read_ValueForAnotherNumberOfChannels_IsRefused(string key, string value, int channels) =>
        Assert.Throws<NetworkFormatException>(() => InputContractMetadata.Read([new(key, value)], channels));

    [Fact]
    public void Read_FileWithWrongContract_NamesTheFile() => Assert.StartsWith(
        "'x.onnx': the input contract's unit is 'turns'",
        ModelEdit.Refusal("pilot", model => model.MetadataProps.First(entry => entry.Key is "steerlens.unit").Value = "turns"),
        StringComparison.Ordinal);

    [Fact]
    public void ReadOfWrite_AnyContract_IsTheSame()
    {
        var contracts =
            from left in Gen.Choose(0, 400)
            from top in Gen.Choose(0, 400)
            from width in Gen.Choose(1, 600)
            from height in Gen.Choose(1, 600)
            from fit in Gen.Elements(CropFit.Aspect, CropFit.Stretch)
            from color in Gen.Elements(ColorOrder.Rgb, ColorOrder.Bgr, ColorOrder.Yuv, ColorOrder.YuvSwapped)
            from scale in Gen.ArrayOf(Gen.Choose(1, 1_000_000).Select(number => number / 7.7f), 3)
            from offset in Gen.ArrayOf(Gen.Choose(-1000, 1000).Select(number => number / 3f), 1)
            from unit in Gen.Elements(AngleUnit.Radians, AngleUnit.Degrees, AngleUnit.FullScale)
            from degrees in Gen.Choose(1, 100_000)
            from right in Gen.Elements(true, false)
            from grid in Gen.Elements<(int, int)?>(null, (5, 65), (1, 1))
            from words in Gen.Elements("", "one drive, \"one\" camera = 1")
            select new InputContract
            {
                Crop = new CropRectangle(left / 1000d, top / 1000d, width / 1000d, height / 1000d),
                Fit = fit,
                Color = color,
                Scale = scale,
                Offset = offset,
                Unit = unit,
                FullScaleDegrees = unit == AngleUnit.FullScale ? degrees / 9.1 : new InputContract().FullScaleDegrees,
                PositiveIsRight = right,
                OutputGrid = grid,
                Description = words,
                TrainedOn = words,
            };
        Prop.ForAll(contracts.ToArbitrary(), contract =>
        {
            var read = InputContractMetadata.Read(InputContractMetadata.Write(contract), channels: 3);
            Assert.Empty(read.Assumed);
            Assert.Equal(contract.Scale, read.Scale);
            Assert.Equal(contract.Offset, read.Offset);
            Assert.Equal(contract with { Scale = [], Offset = [], Assumed = [] }, read with { Scale = [], Offset = [], Assumed = [] });
        }).Check(Config.QuickThrowOnFailure);
    }
}
